"use client";

import type { AccountClient } from "@parley/client/account-client.ts";
import { useState } from "react";

import { accountClient } from "./account-client.ts";
import { accountProblem } from "./account-problems.ts";

export interface AccountWork {
  readonly client: AccountClient;
  readonly isBusy: boolean;
  /** Why the last one failed; empty when it did not. */
  readonly problem: string;
  readonly say: (problem: string) => void;
  /** One at a time. Resolves with whether it was done; never rejects. */
  readonly run: (work: (client: AccountClient) => Promise<unknown>) => Promise<boolean>;
}

export function useAccountWork(): AccountWork {
  const [client] = useState(accountClient);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const run: AccountWork["run"] = async (work) => {
    if (isBusy) return false;
    setBusy(true);
    setProblem("");
    try {
      await work(client);
      return true;
    } catch (error) {
      setProblem(accountProblem(error));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { client, isBusy, problem, say: setProblem, run };
}
