// States in which something of the cluster has been read; see clusterFreshnessSchema in traffic-common.
const READ_STATES = ['live', 'partial', 'stale'];

/** @returns {() => Promise<boolean>} whether the backend has read at least one cluster, asked as the demo's user */
export function isOneClusterRead(backend) {
  let token;
  return async () => {
    token ??= await signIn(backend);
    const response = await fetch(`${backend}/api/traffic/v1/clusters`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (!response.ok) {
      return false;
    }
    const { clusters } = await response.json();
    return clusters.some(({ state }) => READ_STATES.includes(state));
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
