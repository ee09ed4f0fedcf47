package lb.ha.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlatformTest {
    @Test
    void linuxOnBothArchitecturesIsGoodEnough() {
        assertThat(Platform.refusal("Linux", "amd64")).isNull();
        assertThat(Platform.refusal("Linux", "aarch64")).isNull();
    }

    @Test
    void anotherSystemIsToldThatLinuxIsNeeded() {
        assertThat(Platform.refusal("Mac OS X", "aarch64"))
                .isEqualTo(
                        "lb-ha needs Linux: this is Mac OS X; leave out virtual-ips to run the proxy alone, or run it"
                                + " on Linux");
    }

    @Test
    void anotherArchitectureIsNamed() {
        assertThat(Platform.refusal("Linux", "s390x"))
                .isEqualTo("lb-ha needs Linux on x86-64 or aarch64: this is s390x");
    }
}
