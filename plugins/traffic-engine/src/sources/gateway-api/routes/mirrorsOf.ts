import type { RouteDraft } from '../../../model/drafts';
import type { RuleBackends } from './RouteEntry';

/** The backends that get copies, with what became of the references; nothing where there are none. */
export function mirrorsOf({
  mirrors,
}: RuleBackends): Pick<RouteDraft, 'mirrors'> {
  return mirrors.length === 0
    ? {}
    : {
        mirrors: mirrors.map(
          ({ draft: { ref, port, target, reason, provenance } }) => ({
            ref,
            port,
            state: target.state,
            reason,
            provenance,
          }),
        ),
      };
}
