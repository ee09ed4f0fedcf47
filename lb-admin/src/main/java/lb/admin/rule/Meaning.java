package lb.admin.rule;

import lb.proxy.settings.Condition;
import lb.proxy.settings.Sample;
import lb.proxy.settings.Users;

/** What a fetch stands for. */
sealed interface Meaning {
    /** When it is known. */
    Known known();

    /** What its value is, and so what it is held against when nothing else is said. */
    enum Type {
        TEXT,
        METHOD,
        NUMBER,
        ADDRESS
    }

    /**
     * A value.
     *
     * @param plain whether the sample has it as it is, so that it can be told of, too
     */
    record Value(Sample sample, Type type, Known known, boolean plain) implements Meaning {
        Value(Sample sample, Type type, Known known) {
            this(sample, type, known, true);
        }
    }

    /** Something that holds or does not. */
    record Flag(Condition condition, Known known) implements Meaning {}

    /** The groups of the user that a request names. */
    record Groups(Users users) implements Meaning {
        @Override
        public Known known() {
            return Known.REQUEST;
        }
    }
}
