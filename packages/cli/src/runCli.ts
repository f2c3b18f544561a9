import { Command, CommanderError, Option } from 'commander';
import { version } from '../package.json';
import { analyzeFiles, type AnalyzeFlags } from './analyzeFiles';
import {
  connectivityFiles,
  explainFiles,
  type ConnectivityFlags,
  type ExplainFlags,
} from './connectionCommands';
import { EXIT, UsageError, type Terminal } from './Terminal';

const EXAMPLES = `
Examples:
  portolan analyze manifests/                        what a directory of manifests means
  kustomize build overlays/prod | portolan analyze -  the same for generated manifests
  portolan analyze --cluster eu=clusters/eu --cluster us=clusters/us catalog/
  portolan analyze manifests/ --output sarif --fail-on error
  portolan analyze live:prod-eu catalog/             a running cluster, by the context of the kubeconfig
  portolan analyze manifests/ --baseline live:prod-eu --fail-on warning
  portolan analyze manifests/ --request "GET https://shop.example.com/cart" --header "x-beta: 1"
  portolan explain manifests/ --from shop/cart --to stock/stock --port 80
  portolan connectivity manifests/ --from shop

Exit codes: 0 done; 1 something that --fail-on names was found; 2 wrong usage, or a file that cannot be read.`;

/** Runs one command line; resolves to its exit code, and never throws on what a person typed or a file holds. */
export async function runCli(
  args: readonly string[],
  terminal: Terminal,
): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = new Command('portolan')
    .description(
      'Ingress routes and egress dependencies of Kubernetes manifests',
    )
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: text => terminal.stdout.write(text),
      writeErr: text => terminal.stderr.write(text),
    });
  program
    .command('analyze')
    .description(
      'resolve manifests, dumps and catalog entities from files, directories or stdin (-)',
    )
    .argument(
      '[paths...]',
      'files, directories (*.yaml, *.yml, *.json, all levels), live:CONTEXT for a running cluster, or - for stdin',
    )
    .addOption(
      new Option('-o, --output <format>', 'what to print')
        .choices(['text', 'json', 'sarif'])
        .default('text'),
    )
    .option(
      '-c, --cluster <name=path>',
      'read a path as another cluster; may be given several times',
      (value: string, all: string[]) => [...all, value],
      [],
    )
    .option(
      '--complete',
      'the input is all that the clusters hold: a kind without a document has no objects',
      false,
    )
    .addOption(
      new Option(
        '--fail-on <severity>',
        'exit with 1 when a finding or problem is at least this severe',
      ).choices(['error', 'warning', 'info']),
    )
    .option(
      '--baseline <path>',
      'compare findings with those of another file, directory or live:CONTEXT: introduced, fixed, unchanged; --fail-on then looks at introduced ones',
    )
    .option(
      '--request <request>',
      'who would answer "GET https://host/path", and why the others would not; may be given several times',
      (value: string, all: string[]) => [...all, value],
      [],
    )
    .option(
      '--header <name: value>',
      'a header of each --request; may be given several times',
      (value: string, all: string[]) => [...all, value],
      [],
    )
    .option(
      '--sni <name>',
      'the server name of the TLS handshake of each --request, where it is not the host',
    )
    .option(
      '--no-mining',
      'do not search variables, arguments and ConfigMaps for hosts',
    )
    .option(
      '--mining-exclude-namespace <namespace>',
      'a namespace whose values are not searched; may be given several times',
      (value: string, all: string[]) => [...all, value],
      [],
    )
    .option(
      '--mining-exclude-key <pattern>',
      'names of variables, keys and flags that are not searched, * for any text; may be given several times',
      (value: string, all: string[]) => [...all, value],
      [],
    )
    .option(
      '--now <time>',
      'the time for which certificates are judged, as 2026-03-31T12:00:00Z (default: the time of the run)',
    )
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], flags: AnalyzeFlags) => {
      exitCode = await analyzeFiles(paths, flags, terminal);
    });
  addConnectionOptions(
    program
      .command('explain')
      .description(
        'whether one connection may be made, and the rules that decide',
      )
      .requiredOption(
        '--from <end>',
        'namespace/name, kind/namespace/name, an entity (kind:namespace/name) or an address',
      )
      .requiredOption(
        '--to <end>',
        'namespace/name, kind/namespace/name, an entity, an address, a range or a host name',
      )
      .option('--port <port>', 'a number; without it, any port may be meant')
      .addOption(
        new Option('--protocol <protocol>', 'what is spoken')
          .choices(['tcp', 'udp', 'sctp'])
          .default('tcp'),
      )
      .addOption(
        new Option(
          '--expect <verdict>',
          'exit with 1 when the verdict is another',
        ).choices(['allowed', 'denied']),
      ),
  ).action(async (paths: string[], flags: ExplainFlags) => {
    exitCode = await explainFiles(paths, flags, terminal);
  });
  addConnectionOptions(
    program
      .command('connectivity')
      .description(
        'every pair of workloads, and of workloads and ranges outside, between which a port is open',
      )
      .option('--from <where>', 'only from this namespace or namespace/name')
      .option('--to <where>', 'only to this namespace or namespace/name'),
  ).action(async (paths: string[], flags: ConnectivityFlags) => {
    exitCode = await connectivityFiles(paths, flags, terminal);
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    }
    if (error instanceof UsageError) {
      terminal.stderr.write(`${error.message}\n`);
      return EXIT.usage;
    }
    throw error;
  }
}

function addConnectionOptions(command: Command): Command {
  return command
    .argument(
      '[paths...]',
      'files, directories, live:CONTEXT for a running cluster, or - for stdin',
    )
    .addOption(
      new Option('-o, --output <format>', 'what to print')
        .choices(['text', 'json'])
        .default('text'),
    )
    .option(
      '--complete',
      'the input is all that the cluster holds: a kind without a document has no objects',
      false,
    )
    .option('--in <cluster>', 'the cluster, where the input has several');
}
