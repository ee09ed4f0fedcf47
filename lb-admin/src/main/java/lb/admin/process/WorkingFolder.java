package lb.admin.process;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/** The folder that relative paths begin in. Java looks at it once, when it starts. */
public final class WorkingFolder {
    private WorkingFolder() {}

    /** Changes it for the program that this process executes next. */
    public static void change(Path folder) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            ProcessCalls.checked(folder.toString(), ProcessCalls.chdir(arena.allocateFrom(folder.toString())));
        }
    }
}
