package lb.proxy.http3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuicLibraryTest {
    @Test
    void aLibraryThatLoadsIsNotSaidToBeAbsent() {
        assertThat(QuicLibrary.sentence(null)).isEmpty();
    }

    @Test
    void whyOneDoesNotLoadIsSaidByTheFirstCause() {
        Throwable cause = new UnsatisfiedLinkError("no netty_quiche42 in java.library.path");
        Throwable told = new IllegalStateException("failed to load", new RuntimeException(cause));
        assertThat(QuicLibrary.sentence(told))
                .isEqualTo("the library of QUIC cannot be loaded: java.lang.UnsatisfiedLinkError:"
                        + " no netty_quiche42 in java.library.path");
    }
}
