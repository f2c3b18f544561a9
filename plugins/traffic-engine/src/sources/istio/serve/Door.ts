import type { RequestAnswer } from '@portolan/plugin-traffic-common';
import type { MeshPeers } from '../../../join/meshPeers';
import type { AskedRequest } from '../../../request/AskedRequest';
import type { ClusterSnapshot } from '../../../snapshot/ClusterSnapshot';
import type { ServerEntry } from '../gateways/ServerEntry';
import { SOURCE_ID } from '../kinds';
import { placeOfServer } from '../routes/places';
import type { IstioTranslation } from '../translate';

/** One proxy's servers on the port that is asked for. */
export interface Door {
  readonly snapshot: ClusterSnapshot;
  readonly translation: IstioTranslation;
  readonly request: AskedRequest;
  /** Where else Services are. */
  readonly mesh: MeshPeers | undefined;
}

/** What a door says, but for who it is. */
export type Said = Pick<RequestAnswer, 'outcome' | 'winner' | 'runnersUp'>;

/** The answer of a server in the wire's form. */
export function toAnswer(server: ServerEntry, said: Said): RequestAnswer {
  const { gateway } = server;
  const { entry } = placeOfServer(server);
  return {
    cluster: gateway.ref.cluster,
    source: SOURCE_ID,
    entry: entry ?? { kind: 'mesh' },
    outcome: said.outcome,
    winner: said.winner,
    runnersUp: [...said.runnersUp],
  };
}
