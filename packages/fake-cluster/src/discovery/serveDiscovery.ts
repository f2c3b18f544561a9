import { createHash } from 'node:crypto';
import { reviewResources } from '../auth/reviewResources';
import type { ResourceRegistry } from '../model/ResourceRegistry';
import { parseAccept } from '../server/negotiate';
import type { Reply } from '../server/Reply';
import type { RequestInfo } from '../server/requestInfo';
import { renderAggregated } from './aggregatedDiscovery';
import type { AggregatedVersion } from './aggregatedDiscovery';
import { renderOpenApiDocument, renderOpenApiIndex } from './openApi';
import {
  listVersions,
  renderApiVersions,
  renderGroup,
  renderGroupList,
  renderResourceList,
} from './plainDiscovery';
import type { DiscoveredVersion } from './plainDiscovery';
import { renderVersion } from './version';

function wantsAggregated(reply: Reply): AggregatedVersion | undefined {
  for (const { parameters } of parseAccept(reply.request.headers.accept)) {
    if (
      parameters.g === 'apidiscovery.k8s.io' &&
      parameters.as === 'APIGroupDiscoveryList' &&
      (parameters.v === 'v2' || parameters.v === 'v2beta1')
    ) {
      return parameters.v;
    }
    if (parameters.as === undefined) return undefined;
  }
  return undefined;
}

async function answer(
  reply: Reply,
  body: object,
  contentType?: string,
): Promise<void> {
  const text = JSON.stringify(body);
  const etag = `"${createHash('sha256')
    .update(text)
    .digest('hex')
    .slice(0, 32)
    .toUpperCase()}"`;
  if (reply.request.headers['if-none-match'] === etag) {
    reply.response.writeHead(304, { ETag: etag }).end();
    return;
  }
  await reply.json({
    body: text,
    contentType,
    headers: { ETag: etag, Vary: 'Accept' },
  });
}

function describeGroupPath(
  segments: readonly string[],
  versions: readonly DiscoveredVersion[],
): object | undefined {
  const [root, first, second] = segments;
  if (root === 'apis' && segments.length === 2) {
    const group = renderGroup(first, versions);
    return group && { kind: 'APIGroup', apiVersion: 'v1', ...group };
  }
  const group = root === 'api' ? '' : first;
  const version = root === 'api' ? first : second;
  const found = versions.find(
    candidate => candidate.group === group && candidate.version === version,
  );
  return found && renderResourceList(found);
}

async function serveOpenApi(options: {
  reply: Reply;
  rest: string;
  versions: readonly DiscoveredVersion[];
  revision: string;
}): Promise<void> {
  const { reply, rest, versions, revision } = options;
  if (rest === '') {
    return reply.json({ body: renderOpenApiIndex(versions, revision) });
  }
  const found = versions.find(({ group, version }) =>
    group === ''
      ? rest === `api/${version}`
      : rest === `apis/${group}/${version}`,
  );
  return found
    ? reply.json({ body: renderOpenApiDocument(found) })
    : reply.pathNotFound();
}

/** Answers every path that is no kind's: version, health, discovery and OpenAPI; anything else is 404 as plain text. */
export async function serveDiscovery(options: {
  info: RequestInfo;
  reply: Reply;
  registry: ResourceRegistry;
  clusterVersion: string;
}): Promise<void> {
  const { info, reply, registry, clusterVersion } = options;
  const segments = info.path.split('/').filter(segment => segment !== '');
  const [root] = segments;
  if (info.method !== 'GET' && info.method !== 'HEAD') {
    return reply.pathNotFound();
  }
  if (['healthz', 'livez', 'readyz'].includes(root)) {
    return reply.text(200, 'ok');
  }
  if (info.path === '/version') {
    return reply.json({ body: renderVersion(clusterVersion) });
  }
  const versions = listVersions(registry.list(), reviewResources);
  if (root === 'openapi' && segments[1] === 'v3') {
    return serveOpenApi({
      reply,
      rest: segments.slice(2).join('/'),
      versions,
      revision: String(registry.generation),
    });
  }
  if (root !== 'api' && root !== 'apis') return reply.pathNotFound();
  if (segments.length > 1) {
    const body = describeGroupPath(segments, versions);
    return body ? answer(reply, body) : reply.pathNotFound();
  }
  const form = wantsAggregated(reply);
  if (form) {
    const own = versions.filter(
      ({ group }) => (group === '') === (root === 'api'),
    );
    return answer(
      reply,
      renderAggregated(own, form),
      `application/json;g=apidiscovery.k8s.io;v=${form};as=APIGroupDiscoveryList`,
    );
  }
  return answer(
    reply,
    root === 'api'
      ? renderApiVersions(reply.request.headers.host ?? '')
      : renderGroupList(versions),
  );
}
