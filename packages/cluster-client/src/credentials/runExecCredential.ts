import { spawn } from 'node:child_process';
import { ConnectionProblemError } from '@portolan/plugin-traffic-node';
import { z } from 'zod';
import { parseJson } from '../reading/parseJson';

/** A command of a kubeconfig that prints an ExecCredential (client.authentication.k8s.io). */
export interface ExecCommand {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What the command may know of the cluster, when the kubeconfig says `provideClusterInfo`. */
  readonly cluster?: {
    readonly server: string;
    readonly caData?: string;
    readonly tlsServerName?: string;
    readonly skipTlsVerify: boolean;
  };
}

const LONGEST_OUTPUT_CHARS = 1024 * 1024;

const orUndefined = z
  .string()
  .nullish()
  .transform(value => value || undefined);
const execCredentialSchema = z
  .looseObject({
    kind: z.literal('ExecCredential'),
    status: z.looseObject({
      token: orUndefined,
      clientCertificateData: orUndefined,
      clientKeyData: orUndefined,
      expirationTimestamp: orUndefined,
    }),
  })
  .transform(({ status }) => status)
  .refine(
    status =>
      status.token !== undefined ||
      (status.clientCertificateData !== undefined &&
        status.clientKeyData !== undefined),
  );
export type ExecStatus = z.infer<typeof execCredentialSchema>;

/**
 * Runs the command once, without a shell and without a terminal, and returns what it printed. Rejects with a
 * ConnectionProblemError that holds nothing of its output, which may be secret.
 */
export function runExecCredential(
  command: ExecCommand,
  timeoutMs: number,
): Promise<ExecStatus> {
  const refuse = (what: string) =>
    new ConnectionProblemError({
      reason: 'unauthorized',
      message: `The command that gets this cluster's credential ${what}.`,
    });
  return new Promise((resolve, reject) => {
    const child = spawn(command.command, [...command.args], {
      env: {
        ...process.env,
        ...command.env,
        KUBERNETES_EXEC_INFO: JSON.stringify(execInfo(command)),
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let output = '';
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (text: string) => {
      output += text;
      if (output.length > LONGEST_OUTPUT_CHARS) {
        child.kill('SIGKILL');
      }
    });
    child.on('error', () => {
      clearTimeout(timer);
      reject(refuse('cannot be started; check that it is installed'));
    });
    child.on('close', code => {
      clearTimeout(timer);
      if (timedOut) {
        reject(refuse(`did not end within ${timeoutMs / 1000} s`));
        return;
      }
      if (code !== 0) {
        reject(refuse(`failed (exit code ${code ?? 'none'})`));
        return;
      }
      const parsed = execCredentialSchema.safeParse(parseJson(output));
      if (parsed.success) {
        resolve(parsed.data);
      } else {
        reject(refuse('printed no ExecCredential with a token or certificate'));
      }
    });
  });
}

function execInfo({ apiVersion, cluster }: ExecCommand): unknown {
  return {
    apiVersion,
    kind: 'ExecCredential',
    spec: {
      interactive: false,
      ...(cluster && {
        cluster: {
          server: cluster.server,
          'certificate-authority-data': cluster.caData,
          'tls-server-name': cluster.tlsServerName,
          'insecure-skip-tls-verify': cluster.skipTlsVerify || undefined,
        },
      }),
    },
  };
}
