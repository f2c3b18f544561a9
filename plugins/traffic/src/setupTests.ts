import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// The tab is a large page, and looking up roles in it is slow where other tests share the machine. These are the times
// after which a test that waits for something gives up; none of them is waited for when it passes.
jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 15_000 });
