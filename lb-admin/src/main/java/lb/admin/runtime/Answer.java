package lb.admin.runtime;

import java.util.Collections;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * What is said to a command, piece by piece: each is made when those before have mostly gone, so that little of a long answer is in
 * memory, however slowly it is taken. On the socket's own thread.
 */
interface Answer {
    /** Letters of a piece, or a few more. */
    int PIECE = 8 * 1024;

    /** Some more of it; null where there is no more. */
    @Nullable
    String next();

    /** Writes one of many. */
    interface Line<T> {
        void write(T one, StringBuilder to);
    }

    /** In one piece. */
    static Answer of(String text) {
        return of(text, Collections.emptyIterator(), (_, _) -> {}, "");
    }

    /**
     * A list of any length.
     *
     * @param head before it
     * @param all is asked for the next one when it is its turn
     * @param tail behind it
     */
    static <T> Answer of(String head, Iterator<T> all, Line<T> line, String tail) {
        StringBuilder piece = new StringBuilder(head);
        return new Answer() {
            private boolean over;

            @Override
            public @Nullable String next() {
                if (over) {
                    return null;
                }
                while (piece.length() < PIECE && all.hasNext()) {
                    line.write(all.next(), piece);
                }
                if (!all.hasNext()) {
                    over = true;
                    piece.append(tail);
                }
                String made = piece.toString();
                piece.setLength(0);
                return made;
            }
        };
    }

    /** All of it, for one that is known to be short. */
    default String whole() {
        StringBuilder all = new StringBuilder();
        for (String piece = next(); piece != null; piece = next()) {
            all.append(piece);
        }
        return all.toString();
    }
}
