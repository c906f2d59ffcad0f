import type {ProbeContext} from '../../source/domain/probe.ts';

/** The text of a small file that names a thing; empty where it cannot be read, which a name never is. */
export function textOrEmpty(context: Pick<ProbeContext, 'files'>, path: string): string {
	const text = context.files.read(path);
	return text.kind === 'value' ? text.text : '';
}
