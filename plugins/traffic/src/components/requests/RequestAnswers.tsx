import { useId } from 'react';
import { Alert, Text } from '@backstage/ui';
import type {
  RequestAnswer,
  RequestExplanation,
} from '@portolan/plugin-traffic-common';
import { useTrafficText } from '../../translation/useTrafficText';
import { BreakableText } from '../shared/BreakableText';
import { ClusterTags } from '../shared/ClusterTags';
import { ObjectField } from '../shared/ObjectField';
import { QuietText } from '../shared/QuietText';
import { renderEntry } from '../waysIn/renderRoute';
import { LostRules } from './LostRules';
import {
  renderMirrors,
  renderOutcome,
  renderOutcomeDetail,
} from './renderAnswer';
import { ShareList } from './ShareList';
import styles from './RequestPanel.module.css';

/** The answers of all doors, or the sentence that says why there is none. */
export function RequestAnswers({
  explanation,
}: {
  explanation: RequestExplanation;
}) {
  const { answers, problem, hiddenAnswers } = explanation;
  const t = useTrafficText();
  return (
    <>
      {problem && (
        <Alert
          role="status"
          status="warning"
          icon
          title={t('request.nobody')}
          description={problem}
        />
      )}
      {answers.length > 0 && (
        <ul className={styles.answers} aria-label={t('request.answers')}>
          {answers.map(answer => (
            <Answer
              key={JSON.stringify([
                answer.cluster,
                answer.source,
                answer.entry,
              ])}
              answer={answer}
            />
          ))}
        </ul>
      )}
      {hiddenAnswers !== undefined && (
        <QuietText size="small">
          {t('request.hiddenAnswers', { count: hiddenAnswers })}
        </QuietText>
      )}
    </>
  );
}

function Answer({ answer }: { answer: RequestAnswer }) {
  const { cluster, entry, outcome, winner } = answer;
  const t = useTrafficText();
  const titleId = useId();
  const detail = renderOutcomeDetail(t, outcome);
  const mirrors = renderMirrors(t, outcome);
  return (
    <li className={styles.answer} aria-labelledby={titleId}>
      <div className={styles.door}>
        <span id={titleId}>
          <BreakableText text={renderEntry(t, { entry })} />
        </span>
        <ClusterTags clusters={[cluster]} />
      </div>
      <Text as="p" variant="body-medium" weight="bold">
        {renderOutcome(t, outcome)}
      </Text>
      {detail && (
        <p className={styles.detail}>
          <BreakableText text={detail} />
        </p>
      )}
      {outcome.kind === 'forward' && <ShareList shares={outcome.shares} />}
      {mirrors && <QuietText size="small">{mirrors}</QuietText>}
      {winner && (
        <div className={styles.rule}>
          {t('request.winner')} <ObjectField at={winner.provenance} />
        </div>
      )}
      <LostRules answer={answer} />
    </li>
  );
}
