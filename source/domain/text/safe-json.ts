/**
 * What JSON.stringify leaves as it is although it acts on a terminal or hides from the eye: DEL and C1 controls, line
 * and paragraph separators, bidi controls, default-ignorable characters. Variation selectors 1-16 stay.
 */
const UNSAFE = /(?![\uFE00-\uFE0F])[\u007F-\u009F\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/u;
const EVERY_UNSAFE = new RegExp(UNSAFE.source, 'gu');

/** The same JSON value in a text that may be printed anywhere: what would act on a terminal is written `\u009b`. */
export function safeJson(json: string): string {
	return UNSAFE.test(json) ? json.replace(EVERY_UNSAFE, escapeUnits) : json;
}

function escapeUnits(character: string): string {
	return Array.from({length: character.length}, (_, index) => {
		const unit = character.charCodeAt(index).toString(16).padStart(4, '0');
		return `\\u${unit}`;
	}).join('');
}
