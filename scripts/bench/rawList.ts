import { Agent, get } from 'node:https';
import { ALL_READS, type KindRef } from '@portolan/plugin-traffic-engine';

const PAGE_SIZE = 500;

/** What it costs to read the same objects in pages and parse them, with nothing around it: every kind at the same time. */
export async function readRaw(cluster: {
  url: string;
  caPem: string;
  token: string;
}): Promise<{ ms: number; objects: number; bytes: number }> {
  const agent = new Agent({ ca: cluster.caPem, keepAlive: true });
  const startedAt = performance.now();
  const counts = await Promise.all(
    ALL_READS.map(kind => readKind({ ...cluster, agent }, kind)),
  );
  const ms = performance.now() - startedAt;
  agent.destroy();
  return {
    ms,
    objects: counts.reduce((sum, { objects }) => sum + objects, 0),
    bytes: counts.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

async function readKind(
  server: { url: string; token: string; agent: Agent },
  { group, versions, plural }: KindRef,
): Promise<{ objects: number; bytes: number }> {
  const base = group ? `/apis/${group}/${versions[0]}` : `/api/${versions[0]}`;
  const total = { objects: 0, bytes: 0 };
  let next = '';
  do {
    const query = new URLSearchParams({ limit: String(PAGE_SIZE) });
    if (next) {
      query.set('continue', next);
    }
    const body = await readText(
      `${server.url}${base}/${plural}?${query}`,
      server,
    );
    const page: { items?: unknown[]; metadata?: { continue?: string } } =
      body.startsWith('{') ? JSON.parse(body) : {};
    total.objects += page.items?.length ?? 0;
    total.bytes += body.length;
    next = page.metadata?.continue ?? '';
  } while (next);
  return total;
}

function readText(
  url: string,
  { agent, token }: { agent: Agent; token: string },
): Promise<string> {
  return new Promise((resolve, reject) => {
    get(
      url,
      { agent, headers: { authorization: `Bearer ${token}` } },
      response => {
        const chunks: Buffer[] = [];
        response.on('data', chunk => chunks.push(chunk));
        response.on('end', () =>
          resolve(Buffer.concat(chunks).toString('utf8')),
        );
        response.on('error', reject);
      },
    ).on('error', reject);
  });
}
