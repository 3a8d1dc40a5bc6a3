import { fillTemplate, type TemplatePart } from '../data/fill-template.ts';
import type { TaskStart } from '../run/step-work.ts';
import { type BaseUrls, GENERAL } from './base-urls.ts';
import type { RequestOptions } from './request-options.ts';

/**
 * Where a request goes: the URL with its parts filled in, relative to the operator's base URL where there is one. A part at the very
 * beginning is a URL, or the beginning of one, and stands as it is; every other is percent-encoded, and leads to no other path. With a
 * token, no part of the input is in the URL's origin: else the input would say who gets it.
 *
 * A request that is answered by a callback says whose: littleflow's parameters, and the step, which an index does not name in rounds and
 * passes.
 *
 * @returns absolute; or why there is none.
 */
export function requestUrl(
  { run, step, node, input, parameters }: TaskStart,
  options: RequestOptions,
  urls: BaseUrls,
): { readonly url: string } | { readonly problem: string } {
  let dots = false;
  const encode = ({ text, at }: TemplatePart): string => {
    if (at === 0) return text;
    // "." and ".." are steps in a path, encoded or not.
    dots ||= /^\.{1,2}$/.test(text) && !options.url.slice(0, at).includes('?');
    return encodeURIComponent(text.toWellFormed());
  };
  const filled = fillTemplate(options.url, { input, parameters }, encode);
  if ('problem' in filled) return filled;
  if (dots) return { problem: 'A part of the URL is made of dots only: it would lead to another path.' };

  const { environ = GENERAL.environ, category = GENERAL.category } = options;
  const base = ownValue(ownValue(urls, environ), category);
  if (base === undefined && (options.environ !== undefined || options.category !== undefined)) {
    return {
      problem: `The operator has set no URL of the category "${category}" for the environment "${environ}".`,
    };
  }
  const url = URL.parse(filled.text, base);
  if (url === null) return { problem: `"${filled.text.slice(0, 200)}" is no absolute URL.` };
  if (options.token) {
    const withoutInput = fillTemplate(options.url, { input, parameters }, (part) =>
      part.root === 'input' ? 'input' : encode(part),
    );
    if ('problem' in withoutInput || URL.parse(withoutInput.text, base)?.origin !== url.origin) {
      return {
        problem:
          'With "token", the input does not say where a request goes: no part of it can be in the origin of the URL.',
      };
    }
  }
  if (!options.sync && options.useContextParameters) {
    const context = new URLSearchParams({
      'littleflow-name': node.name,
      'littleflow-base': node.base,
      'littleflow-index': String(node.index),
      'littleflow-workflow': run.runId,
      'hookline-step': step.stepId,
    });
    url.search += `${url.search === '' ? '?' : '&'}${context}`;
  }
  return { url: url.href };
}

function ownValue<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
