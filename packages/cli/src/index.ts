/**
 * `portolan`: the traffic engine over manifests.
 *
 * @packageDocumentation
 */
import { runCli } from './runCli';
import { EXIT } from './Terminal';

// A reader that has seen enough (`| head`) closes the pipe: that is no failure.
process.stdout.on('error', error => {
  if ('code' in error && error.code === 'EPIPE') {
    process.exit(EXIT.ok);
  }
  throw error;
});

runCli(process.argv.slice(2), process).then(
  exitCode => {
    process.exitCode = exitCode;
  },
  error => {
    process.stderr.write(`This is a mistake in portolan: ${error.stack}\n`);
    process.exitCode = EXIT.usage;
  },
);
