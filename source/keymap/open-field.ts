import {type Intent, ui} from '../store/intent.ts';
import {createTextField} from '../store/text-field.ts';
import type {Targets} from '../store/targets.ts';
import type {FieldId} from '../store/ui-state.ts';

/** Opens a line of text with its caret at the end; `targets` are the trials that it is for. */
export function openField(field: FieldId, text = '', targets?: Targets): Intent {
	const about = targets === undefined ? {} : {targets};
	return ui({kind: 'mode', mode: {kind: 'field', field, input: createTextField(text), error: '', ...about}});
}
