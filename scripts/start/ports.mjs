import { execFile } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { Failure } from '../bootstrap/Failure.mjs';

// Which port is whose, and how to move it.
const USES = {
  app: { what: 'the portal', variable: 'PORTOLAN_APP_PORT' },
  backend: { what: "the portal's backend", variable: 'PORTOLAN_BACKEND_PORT' },
  'prod-eu': {
    what: 'the demo cluster prod-eu',
    variable: 'PORTOLAN_PROD_EU_PORT',
  },
  'prod-us': {
    what: 'the demo cluster prod-us',
    variable: 'PORTOLAN_PROD_US_PORT',
  },
  telemetry: {
    what: 'the stand-in for a Prometheus of prod-eu',
    variable: 'PORTOLAN_TELEMETRY_PORT',
  },
};

/** Names every port of the demo that is taken, by whom, and what to do. @throws {Failure} when there is one */
export async function refuseBusyPorts({ ports }) {
  const lines = [];
  for (const [use, port] of Object.entries(ports)) {
    if (await isPortBusy(port)) {
      lines.push(...describeBusyPort(use, port, await findPortOwner(port)));
    }
  }
  if (lines.length > 0) {
    throw new Failure('The demo cannot start, because a port is busy:', {
      lines,
    });
  }
}

function describeBusyPort(use, port, owner) {
  const { what, variable } = USES[use];
  const who = owner
    ? `process ${owner.pid}: ${owner.command}`
    : 'a process that this user may not see';
  const end = owner ? `End it with "kill ${owner.pid}", or take` : 'Take';
  return [
    `Port ${port}, for ${what}, is taken by ${who}`,
    `  ${end} another port with "${variable}=${port + 1} npm start".`,
  ];
}

/** @returns {Promise<boolean>} whether something on this machine listens on the port already */
async function isPortBusy(port) {
  for (const host of ['127.0.0.1', '::1', '0.0.0.0']) {
    if (await isAddressBusy(host, port)) {
      return true;
    }
  }
  return false;
}

function isAddressBusy(host, port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', error => {
      if (error.code === 'EADDRINUSE') {
        resolve(true);
      } else if (['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(error.code)) {
        // A machine without IPv6 has nobody on it.
        resolve(false);
      } else {
        reject(error);
      }
    });
    server.listen({ host, port, exclusive: true }, () =>
      server.close(() => resolve(false)),
    );
  });
}

/**
 * Finds who listens on a port.
 * @returns {Promise<{ pid: number, command: string } | undefined>} undefined when the machine does not tell, for
 * example because the process belongs to another user
 */
async function findPortOwner(port) {
  const pid =
    process.platform === 'linux' ? pidFromProc(port) : await pidFromLsof(port);
  return pid === undefined ? undefined : { pid, command: await commandOf(pid) };
}

function pidFromProc(port) {
  const inodes = new Set(
    ['/proc/net/tcp', '/proc/net/tcp6'].flatMap(table =>
      listeningInodes(table, port),
    ),
  );
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    if (openSockets(pid).some(inode => inodes.has(inode))) {
      return Number(pid);
    }
  }
  return undefined;
}

function listeningInodes(table, port) {
  const LISTEN = '0A';
  const rows = readUnlessHidden(() => readFileSync(table, 'utf8')) ?? '';
  return rows
    .split('\n')
    .slice(1)
    .map(row => row.trim().split(/\s+/))
    .filter(
      ([, local, , state]) =>
        state === LISTEN && parseInt(local.split(':')[1], 16) === port,
    )
    .map(columns => columns[9]);
}

function openSockets(pid) {
  const descriptors = readUnlessHidden(() => readdirSync(`/proc/${pid}/fd`));
  return (descriptors ?? []).flatMap(descriptor => {
    const target = readUnlessHidden(() =>
      readlinkSync(`/proc/${pid}/fd/${descriptor}`),
    );
    const match = /^socket:\[(\d+)\]$/.exec(target ?? '');
    return match ? [match[1]] : [];
  });
}

/** Other users' processes and processes that just ended cannot be read: that is "does not tell", not an error. */
function readUnlessHidden(read) {
  try {
    return read();
  } catch (error) {
    if (['EACCES', 'EPERM', 'ENOENT', 'ESRCH'].includes(error.code)) {
      return undefined;
    }
    throw error;
  }
}

async function pidFromLsof(port) {
  try {
    const { stdout } = await promisify(execFile)('lsof', [
      '-nP',
      '-t',
      '-sTCP:LISTEN',
      `-iTCP:${port}`,
    ]);
    const pid = parseInt(stdout, 10);
    return Number.isNaN(pid) ? undefined : pid;
  } catch {
    // lsof is absent, or exits with 1 because it may not see the owner.
    return undefined;
  }
}

async function commandOf(pid) {
  const { stdout } = await promisify(execFile)('ps', [
    '-o',
    'command=',
    '-p',
    String(pid),
  ]).catch(() => ({ stdout: '' }));
  const fromProc = readUnlessHidden(() =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '),
  );
  return (stdout || fromProc || '').trim().slice(0, 120);
}
