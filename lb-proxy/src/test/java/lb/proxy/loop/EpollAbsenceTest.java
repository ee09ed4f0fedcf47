package lb.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EpollAbsenceTest {
    private static final String LIBRARY = "/tmp/libnetty_transport_native_epoll_x86_64.so";

    static Stream<Arguments> causes() {
        return Stream.of(
                Arguments.of(
                        new UnsatisfiedLinkError(
                                LIBRARY + ": " + LIBRARY + ": failed to map segment from shared object"),
                        "failed to map segment from shared object"),
                Arguments.of(after(new IOException("No space left on device")), "No space left on device"),
                Arguments.of(
                        after(new FileSystemException(LIBRARY, null, "Read-only file system")),
                        "Read-only file system"),
                Arguments.of(after(new AccessDeniedException(LIBRARY)), "permission denied"),
                Arguments.of(after(new NoSuchFileException(LIBRARY)), "no file can be made there"));
    }

    @ParameterizedTest
    @MethodSource("causes")
    void aLibraryThatDoesNotLoadIsToldWithCauseFolderAndRemedy(Throwable cause, String words) {
        assertThat(EpollAbsence.isOfLibrary(cause)).isTrue();
        assertThat(EpollAbsence.sentence(cause, "/tmp"))
                .isEqualTo("epoll is not available: its native library cannot be unpacked into /tmp and loaded ("
                        + words + "); start Java with -Djava.io.tmpdir=<folder> on a file system that is writable,"
                        + " has room and allows exec");
    }

    @Test
    void anotherSystemIsNoFaultOfTheFolder() {
        Throwable cause = new IllegalStateException("Only supported on Linux");

        assertThat(EpollAbsence.isOfLibrary(cause)).isFalse();
        assertThat(EpollAbsence.sentence(cause, "/tmp")).isEqualTo("epoll is not available: Only supported on Linux");
    }

    private static Throwable after(IOException cause) {
        return new UnsatisfiedLinkError("could not load a native library: netty_transport_native_epoll_x86_64")
                .initCause(cause);
    }
}
