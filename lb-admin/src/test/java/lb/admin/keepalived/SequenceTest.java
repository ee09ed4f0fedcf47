package lb.admin.keepalived;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Lines that stand for several, as the real keepalived 2.2.7 takes them. */
class SequenceTest {
    private static String addresses(String lines) {
        Translating translated = Translating.balancing("""
                vrrp_instance VI_1 {
                    interface eth1
                    virtual_router_id 51
                    virtual_ipaddress {
                        %s
                    }
                }
                """.formatted(lines));
        assertThat(translated.errors()).isEmpty();
        return translated
                .hocon()
                .replaceAll("(?s).*addresses = \\[(.*?)\\].*", "$1")
                .replaceAll("[\\s\"]+", " ")
                .strip();
    }

    @Test
    void eachNumberFromTheStartToTheEndIsALine() {
        assertThat(addresses("~SEQ(A, 1, 3) 10.0.0.${A}")).isEqualTo("10.0.0.1 , 10.0.0.2 , 10.0.0.3");
        assertThat(addresses("~SEQ(A,10,-3,1) 10.0.0.${A} # why"))
                .isEqualTo("# why 10.0.0.10 10.0.0.7 10.0.0.4 10.0.0.1");
        assertThat(addresses("~SEQ (A, 5, 4)10.0.0.$A dev eth1")).contains("10.0.0.5", "10.0.0.4", "interface = eth1");
    }

    @Test
    void whatIsLeftOutIsOne() {
        assertThat(addresses("~SEQ(A, 2) 10.0.0.$A")).isEqualTo("10.0.0.1 , 10.0.0.2");
        assertThat(addresses("~SEQ(A, 0) 10.0.0.$A")).isEqualTo("10.0.0.1 , 10.0.0.0");
    }

    @Test
    void numbersAreAsInCAndMayBeWrittenInHexadecimal() {
        assertThat(addresses("~SEQ(A, 010, 0xa) 10.0.0.$A")).isEqualTo("10.0.0.8 , 10.0.0.9 , 10.0.0.10");
        assertThat(addresses("~SEQx(A, 144, 0x10, 176) fe80::20:${A}:1"))
                .isEqualTo("fe80::20:90:1 , fe80::20:a0:1 , fe80::20:b0:1");
    }

    @Test
    void oneMayStandInAnotherAndADefinitionBehindBoth() {
        assertThat(addresses("~SEQ(A, 1, 2) ~SEQ(B, 8, 9) 10.0.${A}.$B"))
                .isEqualTo("10.0.1.8 , 10.0.1.9 , 10.0.2.8 , 10.0.2.9");
        Translating many = Translating.balancing("""
                $VI = \\
                vrrp_instance v$ID { \\
                    interface eth1 \\
                    virtual_router_id $ID \\
                    virtual_ipaddress { 10.0.0.$ID } \\
                }
                ~SEQ(ID, 51, 53) $VI
                """.replace("$VI = ", "$VI="));
        assertThat(many.errors()).isEmpty();
        assertThat(many.hocon()).contains("v51 {", "v52 {", "v53 {", "address = \"10.0.0.53\"", "router-id = 53");
    }

    @Test
    void moreLinesThanAreReadAreRefusedAtOnce() {
        assertThat(Translating.balancing("~SEQ(A, 1, 999999999) ~SEQ(B, 1, 999999999) x$A")
                        .errors())
                .anyMatch(one -> one.contains("make more of this file than is read"));
    }
}
