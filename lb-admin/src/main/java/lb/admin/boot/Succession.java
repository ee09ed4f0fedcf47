package lb.admin.boot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How this process comes to an end as a node, and another one of the same program to a beginning. */
public interface Succession {
    /**
     * The command that starts the other process as this one was started.
     *
     * @param jar in the place of this one's; null for what is in its place
     * @return the program's path and its arguments, the first one its name; one character is one byte
     * @throws IOException when it cannot be, with a sentence
     */
    List<String> command(@Nullable Path jar) throws IOException;

    /** The process of that number is the node from now on. */
    void goesOn(int pid);

    /** This one has nothing to do any more but to see its clients off: it stops. Does not wait. */
    void end();
}
