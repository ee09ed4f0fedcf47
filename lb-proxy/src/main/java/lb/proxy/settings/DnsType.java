package lb.proxy.settings;

/** What a DNS query asks for (RFC 1035 section 3.2.2, RFC 2782, RFC 3596). */
public enum DnsType {
    A(1),
    NS(2),
    SOA(6),
    PTR(12),
    MX(15),
    TXT(16),
    AAAA(28),
    SRV(33);

    private final int number;

    DnsType(int number) {
        this.number = number;
    }

    /** In a message. */
    public int number() {
        return number;
    }
}
