package lb.admin.rule;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import lb.proxy.settings.Condition.Comparison;
import org.jspecify.annotations.Nullable;

/** How a sample is held against patterns (HAProxy's configuration manual section 7.1); the names are those behind -m. */
enum MatchMethod {
    FOUND,
    BOOL,
    INT,
    IP,
    LEN,
    STR(Comparison.EXACT),
    BEG(Comparison.PREFIX),
    SUB(Comparison.CONTAINS),
    DIR(Comparison.DIRECTORY),
    DOM(Comparison.DOMAIN),
    END(Comparison.SUFFIX),
    REG(Comparison.REGEX),
    BIN;

    private final @Nullable Comparison comparison;

    MatchMethod() {
        this(null);
    }

    MatchMethod(@Nullable Comparison comparison) {
        this.comparison = comparison;
    }

    /** How texts are compared; null for one that does not compare texts. */
    @Nullable
    Comparison comparison() {
        return comparison;
    }

    boolean takesPatterns() {
        return this != FOUND && this != BOOL;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one of that name; null for none. */
    static @Nullable MatchMethod of(String word) {
        return Arrays.stream(values())
                .filter(one -> one.word().equals(word))
                .findFirst()
                .orElse(null);
    }

    static List<String> words() {
        return Arrays.stream(values()).map(MatchMethod::word).toList();
    }
}
