/** `parley completion bash|zsh`: made from the verbs themselves, so that it cannot fall behind. */
import { Argument, type Command } from "commander";

export function addCompletion(program: Command): void {
  program
    .command("completion")
    .description("print completion for a shell: source <(parley completion bash)")
    .addArgument(new Argument("<shell>").choices(["bash", "zsh"]))
    .action((shell: string) => {
      process.stdout.write(shell === "zsh" ? zshScript(program) : bashScript(program));
    });
}

/** What may follow each chain of verbs: "" is `parley` itself, "room" is `parley room`. */
export function wordsByVerb(program: Command): ReadonlyMap<string, readonly string[]> {
  const words = new Map<string, readonly string[]>();
  const walk = (command: Command, path: string): void => {
    const verbs = command.commands.map((one) => one.name());
    const flags = command.options.flatMap(({ long }) =>
      long === null || long === undefined ? [] : [long],
    );
    const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
    words.set(path, [...verbs, ...choices, ...flags, "--help"]);
    for (const one of command.commands)
      walk(one, path === "" ? one.name() : `${path} ${one.name()}`);
  };
  walk(program, "");
  const top = words.get("") ?? [];
  words.set(
    "help",
    program.commands.map((one) => one.name()),
  );
  return words.set("", [...top, "help"]);
}

function bashScript(program: Command): string {
  const cases = [...wordsByVerb(program)].map(
    ([path, words]) => `    '${path}') words='${words.join(" ")}' ;;`,
  );
  return `# parley completion for bash: source <(parley completion bash)
_parley() {
  local at word path='' words=''
  for ((at = 1; at < COMP_CWORD; at++)); do
    word="\${COMP_WORDS[at]}"
    case " \${_parley_paths} " in
      *" \${path:+\${path// /_}_}\${word} "*) path="\${path:+\${path} }\${word}" ;;
    esac
  done
  case "\${path}" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "\${words}" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
_parley_paths='${[...wordsByVerb(program).keys()].map((path) => path.replaceAll(" ", "_")).join(" ")}'
complete -o default -F _parley parley
`;
}

/** zsh reads bash's completions by itself. */
const zshScript = (program: Command): string =>
  `#compdef parley\nautoload -U +X bashcompinit && bashcompinit\n${bashScript(program)}`;
