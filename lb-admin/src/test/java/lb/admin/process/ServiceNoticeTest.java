package lb.admin.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import lb.ha.linux.Descriptor;
import lb.ha.linux.SocketAddresses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a service manager hears, at a socket of its own. */
@EnabledOnOs(OS.LINUX)
class ServiceNoticeTest {
    @TempDir
    Path folder;

    private interface Address {
        MemorySegment in(Arena arena);
    }

    private static String heardAt(String socket, Address address, String notice) throws Exception {
        try (Arena arena = Arena.ofConfined();
                Descriptor manager = Descriptor.socket(Descriptor.AF_UNIX, Descriptor.SOCK_DGRAM, 0)) {
            manager.bind(address.in(arena));
            ServiceNotice.send(socket, notice);
            MemorySegment heard = arena.allocate(200);
            int length = manager.receive(heard, 0);
            return new String(heard.asSlice(0, Math.max(0, length)).toArray(ValueLayout.JAVA_BYTE), UTF_8);
        }
    }

    @Test
    void readinessComesWithTheNumberOfTheProcess() throws Exception {
        String path = folder.resolve("notify").toString();
        assertThat(heardAt(path, arena -> SocketAddresses.unixPath(arena, path.getBytes(UTF_8)), ServiceNotice.ready()))
                .isEqualTo("READY=1\nMAINPID=" + ProcessHandle.current().pid());
    }

    @Test
    void anAbstractNameIsWrittenWithAnAt() throws Exception {
        String name = "lb-test-" + UUID.randomUUID();
        assertThat(heardAt("@" + name, arena -> SocketAddresses.unixAbstract(arena, name), ServiceNotice.STOPPING))
                .isEqualTo("STOPPING=1");
    }

    @Test
    void aReloadBeginsAtATimeOfTheClockThatTheManagerHas() throws Exception {
        assertThat(ServiceNotice.reloading(1_234_567_899L)).isEqualTo("RELOADING=1\nMONOTONIC_USEC=1234567");
        // What System.nanoTime is, /proc says in hundredths of a second, without the time in suspension.
        double uptime =
                Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ")[0]);
        assertThat(System.nanoTime() / 1e9).isBetween(0.0, uptime + 1);
    }

    @Test
    void whereThereIsNoManagerNothingIsSaid() {
        assertThatCode(() -> ServiceNotice.send(null, ServiceNotice.STOPPING)).doesNotThrowAnyException();
        assertThatCode(() -> ServiceNotice.send("", ServiceNotice.STOPPING)).doesNotThrowAnyException();
    }

    @Test
    void whatCannotBeSentIsToldWithTheReason() {
        String nobody = folder.resolve("nobody").toString();
        assertThatThrownBy(() -> ServiceNotice.send(nobody, ServiceNotice.STOPPING))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("NOTIFY_SOCKET " + nobody + ": ")
                .hasMessageContaining("No such file");
        assertThatThrownBy(() -> ServiceNotice.send("/" + "x".repeat(200), ServiceNotice.STOPPING))
                .isInstanceOf(IOException.class)
                .hasMessage("NOTIFY_SOCKET has 201 bytes (expected: 107 at most)");
    }
}
