import { useCallback, useEffect, useRef, useState } from 'react';
import { useEntity } from '@backstage/plugin-catalog-react';
import { useTrafficText } from '../../translation/useTrafficText';
import { QuietText } from '../shared/QuietText';
import { EmptyNotice } from '../states/EmptyNotice';
import { FailureNotice } from '../states/FailureNotice';
import { PanelSkeleton } from '../states/PanelSkeleton';
import { TrafficPanel } from '../tab/TrafficPanel';
import { parseHeaderLines } from './parseHeaderLines';
import { RequestAnswers } from './RequestAnswers';
import { RequestForm, type RequestDraft } from './RequestForm';
import { useAskedRequest } from './useAskedRequest';
import { useExplanation } from './useExplanation';
import styles from './RequestPanel.module.css';

/** "Try a request": which rule would answer, where, and why the others would not; nothing is sent. */
export function RequestPanel() {
  const t = useTrafficText();
  const { entity } = useEntity();
  const [asked, setAsked] = useAskedRequest();
  const [draft, setDraft] = useState<RequestDraft>({ ...asked, headers: '' });
  const [problem, setProblem] = useState<string>();
  const [state, ask] = useExplanation({
    kind: entity.kind,
    namespace: entity.metadata.namespace ?? 'default',
    name: entity.metadata.name,
  });

  const submit = useCallback(() => {
    const url = draft.url.trim();
    const parsed = parseHeaderLines(draft.headers);
    if (url === '') {
      setProblem(t('request.noUrl'));
    } else if ('badLine' in parsed) {
      setProblem(t('request.badHeader', { line: String(parsed.badLine) }));
    } else {
      setProblem(undefined);
      setAsked({ method: draft.method, url });
      ask({ method: draft.method, url, headers: parsed.headers });
    }
  }, [draft, t, setAsked, ask]);

  // Whoever opens a shared address sees the answer, not only the question.
  const shared = useRef(asked.url !== '' ? submit : undefined);
  useEffect(() => {
    shared.current?.();
    shared.current = undefined;
  }, []);

  return (
    <TrafficPanel title={t('request.title')}>
      <QuietText>{t('request.description')}</QuietText>
      <RequestForm
        draft={draft}
        problem={problem}
        isAsking={state.status === 'asking'}
        onChange={setDraft}
        onSubmit={submit}
      />
      <div className={styles.result} aria-live="polite">
        {state.status === 'idle' && (
          <EmptyNotice
            title={t('request.empty.title')}
            description={t('request.empty.description')}
          />
        )}
        {state.status === 'asking' && (
          <PanelSkeleton panel={t('request.answers')} rows={3} />
        )}
        {state.status === 'failed' && (
          <FailureNotice
            failure={state.failure}
            isReading={false}
            onRetry={submit}
          />
        )}
        {state.status === 'answered' && (
          <RequestAnswers explanation={state.explanation} />
        )}
      </div>
    </TrafficPanel>
  );
}
