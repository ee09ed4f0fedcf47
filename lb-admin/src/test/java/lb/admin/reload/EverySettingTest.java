package lb.admin.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import lb.admin.config.Configuration;
import lb.proxy.reload.Changes;
import lb.proxy.settings.ProxySettings;
import org.junit.jupiter.api.Test;

/** Whatever differs in a file that is read again is put in force, or named as what needs another process: nothing is passed over. */
class EverySettingTest {
    /** It follows from all others. */
    private static final String SHOWN = "Configuration.shown";

    /** Those of an older process, which only a start looks at. */
    private static final String PASSED = "Configuration.proxy.passed";

    @Test
    void ofEachComponentAReloadSeesAnotherValue() {
        List<String> passedOver = new ArrayList<>();
        for (Variations.Pair pair : Variations.of(Configuration.class)) {
            Configuration before = (Configuration) Objects.requireNonNull(pair.before());
            Configuration after = (Configuration) Objects.requireNonNull(pair.after());
            boolean exempt = pair.path().startsWith(PASSED) || pair.path().equals(SHOWN);
            if (!exempt && !isSeen(before, after)) {
                passedOver.add(pair.path() + ": " + before + "\n-> " + after);
            }
        }
        assertThat(passedOver).isEmpty();
    }

    private static boolean isSeen(Configuration before, Configuration after) {
        if (!NodeChanges.refusals(before, after).isEmpty()
                || !NodeChanges.words(before, after).isEmpty()) {
            return true;
        }
        ProxySettings settled = Changes.settled(before.proxy(), after.proxy());
        Changes changes = Changes.between(before.proxy(), settled);
        return !changes.isEmpty() || !changes.refusals().isEmpty();
    }
}
