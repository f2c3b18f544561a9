// States in which something of the cluster has been read; see clusterFreshnessSchema in traffic-common.
const READ_STATES = ['live', 'partial', 'stale'];

/**
 * Asks the backend, as the demo's user, how far it is with the clusters.
 * @returns {{ isOneRead: () => Promise<boolean>, describe: () => string[] }} describe says what the last answer was
 */
export function watchClusters(backend) {
  let token;
  let sentences = ['The backend has said nothing about its clusters yet.'];
  return {
    async isOneRead() {
      token ??= await signIn(backend);
      const response = await fetch(`${backend}/api/traffic/v1/clusters`, {
        headers: { authorization: `Bearer ${token}` },
      });
      if (!response.ok) {
        sentences = [`The backend answers ${response.status}.`];
        return false;
      }
      const { clusters, problem } = await response.json();
      sentences = clusters.map(
        ({ name, state, problem: why }) =>
          `${name} is ${state}${why ? `: ${why.message}` : '.'}`,
      );
      if (problem) {
        sentences.push(problem);
      }
      return clusters.some(({ state }) => READ_STATES.includes(state));
    },
    describe: () => sentences,
  };
}

async function signIn(backend) {
  const response = await fetch(`${backend}/api/auth/guest/refresh`);
  if (!response.ok) {
    throw new Error(`Signing in as guest was answered ${response.status}.`);
  }
  const { backstageIdentity } = await response.json();
  return backstageIdentity.token;
}
