import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { findingMessages } from './messages/findingMessages';
import { hostMessages } from './messages/hostMessages';
import { isolationMessages } from './messages/isolationMessages';
import { otherMessages } from './messages/otherMessages';
import { pageMessages } from './messages/pageMessages';
import { policyMessages } from './messages/policyMessages';
import { requestMessages } from './messages/requestMessages';
import { waysMessages } from './messages/waysMessages';
import { waysOutMessages } from './messages/waysOutMessages';

/** Every text that people read or hear in this plugin, in English; override or translate it in the app. */
export const trafficTranslationRef = createTranslationRef({
  id: 'plugin.traffic',
  messages: {
    ...pageMessages,
    ...waysMessages,
    ...waysOutMessages,
    ...isolationMessages,
    ...policyMessages,
    ...hostMessages,
    ...requestMessages,
    ...otherMessages,
    finding: findingMessages,
  },
});
