package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const tolerance = 5 * time.Minute

func mac(key []byte, parts ...[]byte) []byte {
	hash := hmac.New(sha256.New, key)
	for _, part := range parts {
		hash.Write(part)
	}
	return hash.Sum(nil)
}

// VerifyStandard checks the Standard Webhooks signature: it covers id, time and body. Prefer it.
// rawBody is what io.ReadAll gave for the request's body. secrets are yours; two while you rotate.
func VerifyStandard(rawBody []byte, header http.Header, secrets []string, now time.Time) bool {
	id, timestamp := header.Get("webhook-id"), header.Get("webhook-timestamp")
	signatures := strings.Split(header.Get("webhook-signature"), " ")

	// A recorded request that somebody sends again is refused.
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || now.Sub(time.Unix(seconds, 0)).Abs() > tolerance {
		return false
	}

	for _, secret := range secrets {
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
		if err != nil {
			continue
		}
		sum := mac(key, []byte(id+"."+timestamp+"."), rawBody)
		expected := []byte("v1," + base64.StdEncoding.EncodeToString(sum))
		for _, signature := range signatures {
			// Takes as long wherever the two differ.
			if hmac.Equal([]byte(signature), expected) {
				return true
			}
		}
	}
	return false
}

// VerifyPlain checks the plain signature: it covers the body alone, keyed with the secret exactly as you
// were shown it.
func VerifyPlain(rawBody []byte, header http.Header, secrets []string) bool {
	signature := []byte(header.Get("X-FabDigit-Signature"))
	for _, secret := range secrets {
		expected := []byte("sha256=" + hex.EncodeToString(mac([]byte(secret), rawBody)))
		if hmac.Equal(signature, expected) {
			return true
		}
	}
	return false
}
