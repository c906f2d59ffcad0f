import {type Intent, ui} from '../store/intent.ts';
import {createTextField} from '../store/text-field.ts';
import type {FieldId} from '../store/ui-state.ts';

/** Opens a line of text with its caret at the end. */
export function openField(field: FieldId, text = ''): Intent {
	return ui({kind: 'mode', mode: {kind: 'field', field, input: createTextField(text), error: ''}});
}
