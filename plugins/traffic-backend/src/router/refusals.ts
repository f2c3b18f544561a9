import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError, isError } from '@backstage/errors';
import type { ErrorRequestHandler, RequestHandler } from 'express';

const STATUS_OF: Readonly<Record<string, number>> = {
  InputError: 400,
  AuthenticationError: 401,
  NotAllowedError: 403,
  NotFoundError: 404,
  MethodNotAllowedError: 405,
  ContentTooLargeError: 413,
  ServiceUnavailableError: 503,
};

class MethodNotAllowedError extends Error {
  override readonly name = 'MethodNotAllowedError';
}

class ContentTooLargeError extends Error {
  override readonly name = 'ContentTooLargeError';
}

/** Refuses a request with a body before any of it is read; no request of this API has one. */
export const refuseBody: RequestHandler = (req, _res, next) => {
  const length = Number(req.headers['content-length'] ?? 0);
  if (length > 0 || req.headers['transfer-encoding'] !== undefined) {
    throw new ContentTooLargeError(
      'The traffic API takes no request body; send the request again without one.',
    );
  }
  next();
};

export const refuseMethod: RequestHandler = (req, res) => {
  res.set('allow', 'GET, HEAD');
  throw new MethodNotAllowedError(
    `${req.method} is not possible on ${req.path}; the traffic API only reads, with GET.`,
  );
};

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
