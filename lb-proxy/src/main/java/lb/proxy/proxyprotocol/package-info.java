/** The PROXY protocol, by which proxies tell each other where a connection came from: its header read and written. */
package lb.proxy.proxyprotocol;
