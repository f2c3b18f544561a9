import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError, isError } from '@backstage/errors';
import { json, type ErrorRequestHandler, type RequestHandler } from 'express';

const STATUS_OF: Readonly<Record<string, number>> = {
  InputError: 400,
  AuthenticationError: 401,
  NotAllowedError: 403,
  NotFoundError: 404,
  MethodNotAllowedError: 405,
  ConflictError: 409,
  ContentTooLargeError: 413,
  ServiceUnavailableError: 503,
};

class MethodNotAllowedError extends Error {
  override readonly name = 'MethodNotAllowedError';
}

class ContentTooLargeError extends Error {
  override readonly name = 'ContentTooLargeError';
}

/** What a proposal may weigh: some hundred times what a form produces. */
const LARGEST_BODY = 100 * 1024;

/** Refuses a request with a body before any of it is read; only proposals have one. */
export const refuseBody: RequestHandler = (req, _res, next) => {
  const length = Number(req.headers['content-length'] ?? 0);
  if (length > 0 || req.headers['transfer-encoding'] !== undefined) {
    throw new ContentTooLargeError(
      'This part of the traffic API takes no request body; send the request again without one.',
    );
  }
  next();
};

const parseJson = json({ limit: LARGEST_BODY, strict: true });

/** Reads a JSON body; one that is too large or no JSON is refused with a sentence. */
export const acceptJson: RequestHandler = (req, res, next) => {
  parseJson(req, res, (error?: unknown) => {
    if (!error) {
      next();
    } else if (isError(error) && error.name === 'PayloadTooLargeError') {
      next(
        new ContentTooLargeError(
          `A proposal may have at most ${LARGEST_BODY / 1024} kB.`,
        ),
      );
    } else {
      next(new InputError('The body of the request is not JSON.'));
    }
  });
};

/** Answers every other method than the one that a path has. */
export function refuseMethod(allowed: 'GET' | 'POST'): RequestHandler {
  return (req, res) => {
    res.set('allow', allowed === 'GET' ? 'GET, HEAD' : allowed);
    throw new MethodNotAllowedError(
      allowed === 'GET'
        ? `${req.method} is not possible on ${req.path}, which only reads, with GET.`
        : `${req.method} is not possible on ${req.path}; send a proposal with POST.`,
    );
  };
}

/**
 * Answers errors in Backstage's form, never with a stack. Only errors that are meant for the caller keep their message;
 * anything else is logged and answered as a plain 500.
 */
export function answerErrors(logger: LoggerService): ErrorRequestHandler {
  return (thrown, req, res, next) => {
    const error =
      thrown instanceof URIError
        ? new InputError(
            'The path holds a "%" that does not encode a character.',
          )
        : thrown;
    if (res.headersSent) {
      next(error);
      return;
    }
    const name = isError(error) ? error.name : 'Error';
    const statusCode = STATUS_OF[name] ?? 500;
    if (statusCode === 500) {
      logger.error(
        'A request to the traffic API failed.',
        isError(error) ? error : undefined,
      );
    }
    res.set('cache-control', 'no-store');
    res.status(statusCode).json({
      error: {
        name: statusCode === 500 ? 'InternalServerError' : name,
        message:
          statusCode === 500
            ? 'The traffic backend failed on this request; its log says why.'
            : error.message,
      },
      request: { method: req.method, url: req.url },
      response: { statusCode },
    });
  };
}
