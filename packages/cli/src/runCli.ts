import { Command, CommanderError, Option } from 'commander';
import { analyzeFiles, type AnalyzeFlags } from './analyzeFiles';
import { EXIT, UsageError, type Terminal } from './Terminal';

const EXAMPLES = `
Examples:
  portolan analyze manifests/                        what a directory of manifests means
  kustomize build overlays/prod | portolan analyze -  the same for generated manifests
  portolan analyze --cluster eu=clusters/eu --cluster us=clusters/us catalog/
  portolan analyze manifests/ --output sarif --fail-on error

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
      'files, directories (*.yaml, *.yml, *.json, all levels), or - for stdin',
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
      'compare findings with those of another file or directory: introduced, fixed, unchanged; --fail-on then looks at introduced ones',
    )
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], flags: AnalyzeFlags) => {
      exitCode = await analyzeFiles(paths, flags, terminal);
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
