import { gossipContract } from "./gossip-contract.ts";
import { MemoryGossip } from "./memory-gossip.ts";

gossipContract("memory", () => {
  const gossip = new MemoryGossip();
  const names = ["n1", "n2", "n3"];
  return Promise.resolve({
    members: names.map((name) => gossip.of(name)),
    cut: (at) => Promise.resolve(gossip.cut(names[at] ?? "")),
    until: async (what, condition) => {
      await new Promise((resolve) => setImmediate(resolve));
      if (!condition()) throw new Error(what);
    },
    dispose: () => Promise.resolve(),
  });
});
