package lb.ha.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class DescriptorMailTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int NOBODY = 65534;

    /** More descriptors than what else is opened meanwhile. */
    private static final int MANY = 50;

    @Test
    void whatIsSentArrivesAsADescriptorOfTheSameFile() throws Exception {
        try (DescriptorMail mail = DescriptorMail.open();
                Descriptor sent = Descriptor.socket(Descriptor.AF_UNIX, Descriptor.SOCK_DGRAM, 0)) {
            DescriptorMail.send(mail.name(), sent);
            try (Descriptor received = mail.receive(PATIENCE)) {
                assertThat(received).isNotNull();
                assertThat(file(received)).isEqualTo(file(sent));
                assertThat(received.number()).isNotEqualTo(sent.number());
            }
        }
    }

    @Test
    void whatNobodySendsIsNotWaitedForLonger() throws Exception {
        try (DescriptorMail mail = DescriptorMail.open()) {
            assertThat(mail.receive(Duration.ofMillis(1))).isNull();
        }
    }

    @Test
    void whatAnotherUserSendsIsPassedOver() throws Exception {
        Assumptions.assumeTrue(
                Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")),
                "another user can be had by root only");
        long before = open();
        try (DescriptorMail mail = DescriptorMail.open();
                Descriptor foreign = Descriptor.socket(Descriptor.AF_UNIX, Descriptor.SOCK_DGRAM, 0);
                Descriptor own = Descriptor.socket(Descriptor.AF_UNIX, Descriptor.SOCK_DGRAM, 0)) {
            sendAs(NOBODY, mail.name(), foreign);
            sendAs(NOBODY, mail.name(), foreign);
            DescriptorMail.send(mail.name(), own);
            try (Descriptor received = mail.receive(PATIENCE)) {
                assertThat(received).isNotNull();
                assertThat(file(received)).isEqualTo(file(own));
            }
            for (int i = 0; i < MANY; i++) {
                sendAs(NOBODY, mail.name(), foreign);
                assertThat(mail.receive(Duration.ofMillis(1))).isNull();
            }
        }
        assertThat(open()).as("what was passed over is closed").isLessThan(before + MANY);
    }

    private static Path file(Descriptor descriptor) throws Exception {
        return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor.number()));
    }

    private static long open() throws Exception {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }

    /** By a thread that is another user: the system call changes one thread, and only the C library all of them. */
    private static void sendAs(int user, String to, Descriptor descriptor) throws Exception {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> {
            try {
                long number = System.getProperty("os.arch").equals("aarch64") ? 147 : 117;
                MethodHandle setresuid = Linker.nativeLinker()
                        .downcallHandle(
                                Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
                                FunctionDescriptor.of(
                                        ValueLayout.JAVA_LONG,
                                        ValueLayout.JAVA_LONG,
                                        ValueLayout.JAVA_INT,
                                        ValueLayout.JAVA_INT,
                                        ValueLayout.JAVA_INT),
                                Linker.Option.firstVariadicArg(1));
                assertThat((long) setresuid.invokeExact(number, user, user, user))
                        .isZero();
                DescriptorMail.send(to, descriptor);
                sent.complete(null);
            } catch (Throwable e) {
                sent.completeExceptionally(e);
            }
        });
        sent.get();
    }
}
