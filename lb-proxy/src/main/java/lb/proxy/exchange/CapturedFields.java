package lb.proxy.exchange;

import org.jspecify.annotations.Nullable;

/** Header fields that were kept for the log, in the order of the configuration. As long to be looked at as their exchange. */
public interface CapturedFields {
    /** None, because none are wanted or no head was read. */
    CapturedFields NONE = new CapturedFields() {
        @Override
        public int size() {
            return 0;
        }

        @Override
        public String name(int index) {
            throw new IndexOutOfBoundsException(index);
        }

        @Override
        public @Nullable CharSequence value(int index) {
            throw new IndexOutOfBoundsException(index);
        }
    };

    /** How many are wanted. */
    int size();

    /** The name of one, as in the configuration. */
    String name(int index);

    /** Its last value as received, one character a byte and perhaps cut; null where the message has no such field. */
    @Nullable
    CharSequence value(int index);
}
