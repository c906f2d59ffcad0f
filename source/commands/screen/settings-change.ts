import {lineOf} from '../../domain/errors.ts';
import {type Settings, type SettingOption, withOption} from '../../domain/settings.ts';
import type {ScreenStore} from '../../store/screen-store.ts';
import type {ScreenPainter} from './screen-painter.ts';

/** What a chosen setting changes. */
export type SettingTargets = {
	readonly store: ScreenStore;
	readonly painter: Pick<ScreenPainter, 'apply'>;
	readonly redraw: () => void;
	readonly save: ((settings: Settings) => Promise<string>) | undefined;
};

/** Shows a setting at once, keeps it for the next start, and says where; what cannot be kept is said too. */
export function createSettingChanger({
	store,
	painter,
	redraw,
	save,
}: SettingTargets): (option: SettingOption) => Promise<string> {
	return async option => {
		const settings = withOption(store.frame().model.ui.settings, option);
		store.dispatch([{kind: 'settings', settings}]);
		if (painter.apply(settings)) redraw();
		const chosen = `${option.setting}: ${option.value}`;
		if (save === undefined) return `${chosen}, for this screen`;
		try {
			return `${chosen}, kept in ${await save(settings)}`;
		} catch (error) {
			return `${chosen}, for this screen: ${lineOf(error)}`;
		}
	};
}
