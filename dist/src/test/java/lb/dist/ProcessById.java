package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

/** A process that is known by its number alone. */
final class ProcessById {
    private ProcessById() {}

    static boolean lives(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** @param name such as TERM */
    static void signal(String name, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(pid))
                        .start()
                        .waitFor())
                .isZero();
    }
}
