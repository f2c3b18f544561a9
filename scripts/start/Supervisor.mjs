import { spawn } from 'node:child_process';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { dirname, relative } from 'node:path';
import { Failure } from '../bootstrap/Failure.mjs';
import { lastLines, logFileFor } from '../bootstrap/runLogged.mjs';

const GRACE_MS = 8_000;
const LOOK_MS = 1_000;

/**
 * Runs the long-lived processes of the demo. Each is the leader of a process group of its own, so that stopping it
 * stops what it started too; and a Ctrl-C at the terminal reaches only the bootstrap, which ends them in order.
 */
export class Supervisor {
  #root;
  #children = [];
  #stopping = false;
  #reportDeath;

  constructor({ root }) {
    this.#root = root;
    /** Rejects with a Failure when a child ends that nobody asked to end. */
    this.death = new Promise((_, reject) => {
      this.#reportDeath = reject;
    });
    // Whoever awaits it sees the rejection; that nobody does yet is no error.
    this.death.catch(() => {});
  }

  /**
   * Starts a process with its output in .portolan/logs/<name>.log. With a pidFile, the process that writes its number
   * there is looked after as well: it counts as dead when it is gone and the file is not.
   */
  start({ name, title, command, args, cwd, env, pidFile }) {
    const logFile = logFileFor(this.#root, name);
    mkdirSync(dirname(logFile), { recursive: true });
    const log = createWriteStream(logFile);
    const child = spawn(command, args, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    const ended = new Promise(resolve => {
      child.once('error', error => {
        log.write(`${error.message}\n`);
        resolve(`could not be started: ${error.message}`);
      });
      child.once('exit', (code, signal) =>
        resolve(signal ? `ended by ${signal}` : `ended with exit code ${code}`),
      );
    });
    this.#children.push({ name, child, ended });
    if (pidFile) {
      this.#watchPidFile({ name, title, pidFile });
    }
    ended.then(how => {
      log.end(() => {
        if (!this.#stopping) {
          this.#reportDeath(
            this.failureOf({ name, message: `${title} ${how}.` }),
          );
        }
      });
    });
  }

  #watchPidFile({ name, title, pidFile }) {
    rmSync(pidFile, { force: true });
    const timer = setInterval(() => {
      if (existsSync(pidFile) && !isAlive(readFileSync(pidFile, 'utf8'))) {
        clearInterval(timer);
        this.#reportDeath(
          this.failureOf({ name, message: `${title} crashed.` }),
        );
      }
    }, LOOK_MS);
    timer.unref();
  }

  /** A Failure that shows the last lines of a child. */
  failureOf({ name, message }) {
    const logFile = logFileFor(this.#root, name);
    return new Failure(message, {
      lines: lastLines(logFile),
      logFile: relative(process.cwd(), logFile),
    });
  }

  /** Ends every child and what it started. Resolves when all are gone. */
  async stop() {
    this.#stopping = true;
    await Promise.all(
      this.#children.map(async ({ child, ended }) => {
        signalGroup(child, 'SIGTERM');
        const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE_MS);
        await ended;
        clearTimeout(timer);
        // The leader is gone; what it forgot to end goes with it.
        signalGroup(child, 'SIGKILL');
      }),
    );
  }

  /** Ends every child at once, for a second Ctrl-C. */
  kill() {
    this.#stopping = true;
    for (const { child } of this.#children) {
      signalGroup(child, 'SIGKILL');
    }
  }
}

function signalGroup(child, signal) {
  if (child.pid === undefined) {
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // ESRCH: the whole group is gone already, which is what was wanted.
    if (error.code !== 'ESRCH') {
      throw error;
    }
  }
}

function isAlive(pid) {
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    if (error.code === 'ESRCH') {
      return false;
    }
    throw error;
  }
}
