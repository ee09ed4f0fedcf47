package lb.proxy.settings;

/** How a DNS server took a query (RFC 1035 section 4.1.1): the number in a message is the position here. */
public enum DnsCode {
    NOERROR,
    FORMERR,
    SERVFAIL,
    NXDOMAIN,
    NOTIMP,
    REFUSED
}
