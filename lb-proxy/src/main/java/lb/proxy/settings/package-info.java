/** What a person has asked the proxy to do, checked and complete: plain records, no defaults left open. */
package lb.proxy.settings;
