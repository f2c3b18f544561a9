import { resolve } from 'node:path';

/** @returns {string} where everything lies that a run leaves behind: logs, results, the clusters' keys; kept out of git */
export function stateDirOf(root, env = process.env) {
  return resolve(root, env.PORTOLAN_STATE_DIR || '.portolan');
}
