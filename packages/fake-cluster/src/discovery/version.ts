/** `GET /version` for a version such as `v1.36.0`. */
export function renderVersion(gitVersion: string): object {
  const [, major = '1', minor = '0'] = /^v?(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  return {
    major,
    minor,
    gitVersion: gitVersion.startsWith('v') ? gitVersion : `v${gitVersion}`,
    gitCommit: '0000000000000000000000000000000000000000',
    gitTreeState: 'clean',
    buildDate: '2026-01-01T00:00:00Z',
    goVersion: 'none (portolan fake-cluster)',
    compiler: 'none',
    platform: `${process.platform}/${process.arch}`,
  };
}
