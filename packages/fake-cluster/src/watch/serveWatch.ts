import { subjectOf } from '../faults/requestFaults';
import type { FaultBook } from '../faults/FaultBook';
import { qualifiedName } from '../model/ResourceType';
import { acceptsGzip } from '../server/Reply';
import { isTrue } from '../server/requestInfo';
import type { ResourceRequest } from '../server/ResourceRequest';
import { compileSelection } from '../server/selection';
import type { ObjectStore } from '../storage/ObjectStore';
import type { ObjectEncoder } from '../server/ObjectEncoder';
import { readWatchStart } from './watchStart';
import type { WatchHub } from './WatchHub';

/** The real server picks a random time between these when the client names none. */
const DEFAULT_TIMEOUT_MIN_S = 1800;

/** Answers a watch; a request that cannot be a watch is refused before the first byte. */
export function serveWatch(options: {
  request: ResourceRequest;
  encoder: ObjectEncoder;
  store: ObjectStore;
  hub: WatchHub;
  faults: FaultBook;
  streamingLists: boolean;
  bookmarkIntervalMs: number;
}): void {
  const { request, encoder, store, hub, faults } = options;
  const { info, served, namespace, reply } = request;
  const collection = store.collection(served.type);
  const { matches } = compileSelection({
    query: info.query,
    kind: served.type.kind,
    namespace,
  });
  const start = readWatchStart({
    query: info.query,
    collection,
    streamingLists: options.streamingLists,
  });
  const seconds = Number(info.query.get('timeoutSeconds') ?? 0);
  const timeoutS =
    seconds > 0 ? seconds : DEFAULT_TIMEOUT_MIN_S * (1 + Math.random());
  const subject = subjectOf(info, request.caller);
  hub.open(
    {
      reply,
      subject,
      resource: qualifiedName(served.type),
      namespace,
      encoder,
      collection,
      matches,
      currentRevision: () => store.revision,
      timeoutMs: timeoutS * 1000,
      bookmarkIntervalMs: isTrue(info.query.get('allowWatchBookmarks'))
        ? options.bookmarkIntervalMs
        : undefined,
      compressed:
        acceptsGzip(reply.request) &&
        faults.take(['gzip-watch'], subject) !== undefined,
    },
    start,
  );
}
