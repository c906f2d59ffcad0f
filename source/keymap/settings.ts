import {say} from '../store/intent.ts';
import type {Binding} from './binding.ts';

/** Keys of the settings view. */
export const SETTINGS_BINDINGS: readonly Binding[] = [
	{
		id: 'choose-setting',
		keys: ['enter', 'space'],
		title: 'choose the setting under the cursor; it is kept for the next start',
		foot: 'choose',
		views: ['settings'],
		run: context => {
			const option = context.settingAt(context.ui.scroll);
			return option === undefined ? [say('nothing to choose here')] : [{kind: 'setting', option}];
		},
	},
];
