import {
  RiCheckboxCircleLine,
  RiIndeterminateCircleLine,
  RiQuestionLine,
  RiSignalWifiOffLine,
} from '@remixicon/react';
import type { Dependency } from '@portolan/plugin-traffic-common';
import { useTrafficText } from '../../translation/useTrafficText';
import { StatusWord, type Look } from './StatusWord';

type Declaration = Dependency['declared']['answer'];
type ObservedAnswer = Dependency['observed']['answer'];

const YES: Look = { tone: 'positive', Icon: RiCheckboxCircleLine };
const NO: Look = { tone: 'neutral', Icon: RiIndeterminateCircleLine };
const NOT_KNOWN: Look = { tone: 'neutral', Icon: RiQuestionLine };

const DECLARATION_LOOKS: Record<Declaration, Look> = {
  yes: YES,
  no: NO,
  unknown: NOT_KNOWN,
};
const OBSERVATION_LOOKS: Record<ObservedAnswer, Look> = {
  yes: YES,
  no: NO,
  'no-telemetry': { tone: 'neutral', Icon: RiSignalWifiOffLine },
  unknown: NOT_KNOWN,
};

/** Whether somebody wrote a dependency down. */
export function DeclarationWord({ answer }: { answer: Declaration }) {
  const t = useTrafficText();
  return (
    <StatusWord look={DECLARATION_LOOKS[answer]}>
      {t(`waysOut.declared.${answer}`)}
    </StatusWord>
  );
}

/** Whether telemetry saw it. */
export function ObservationWord({ answer }: { answer: ObservedAnswer }) {
  const t = useTrafficText();
  return (
    <StatusWord look={OBSERVATION_LOOKS[answer]}>
      {t(`waysOut.observed.${answer}`)}
    </StatusWord>
  );
}
