package lb.admin.runtime;

import org.jspecify.annotations.Nullable;

/** What follows a line, piece by piece; a command of it is done when all that was said to those before it has been taken. */
interface Reply {
    /** Some more of it, which may be empty; null where there is no more. */
    @Nullable
    String next();

    /** Whether the connection is to end. Known once there is no more. */
    boolean end();

    /** Nothing yet: more lines are to come. */
    static Reply none() {
        return new Reply() {
            @Override
            public @Nullable String next() {
                return null;
            }

            @Override
            public boolean end() {
                return false;
            }
        };
    }

    /** Some words, with which it ends. */
    static Reply last(String words) {
        Answer answer = Answer.of(words);
        return new Reply() {
            @Override
            public @Nullable String next() {
                return answer.next();
            }

            @Override
            public boolean end() {
                return true;
            }
        };
    }
}
