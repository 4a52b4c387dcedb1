<?php

declare(strict_types=1);

const TOLERANCE_SECONDS = 300;

/**
 * The Standard Webhooks signature: it covers id, time and body. Prefer it.
 * $rawBody: file_get_contents('php://input'). $headers: array_change_key_case(getallheaders()).
 * $secrets: yours; two while you rotate.
 */
function verifyStandard(string $rawBody, array $headers, array $secrets, ?int $now = null): bool
{
    $id = $headers['webhook-id'] ?? '';
    $timestamp = $headers['webhook-timestamp'] ?? '';
    $signatures = explode(' ', $headers['webhook-signature'] ?? '');

    // A recorded request that somebody sends again is refused.
    if (!ctype_digit($timestamp) || abs(($now ?? time()) - (int) $timestamp) > TOLERANCE_SECONDS) {
        return false;
    }

    foreach ($secrets as $secret) {
        $key = base64_decode(substr($secret, strlen('whsec_')));
        $mac = base64_encode(hash_hmac('sha256', "$id.$timestamp.$rawBody", $key, true));
        foreach ($signatures as $signature) {
            // Takes as long wherever the two differ.
            if (hash_equals("v1,$mac", $signature)) {
                return true;
            }
        }
    }
    return false;
}

/** The plain signature: it covers the body alone, keyed with the secret exactly as you were shown it. */
function verifyPlain(string $rawBody, array $headers, array $secrets): bool
{
    $signature = $headers['x-fabdigit-signature'] ?? '';
    foreach ($secrets as $secret) {
        if (hash_equals('sha256=' . hash_hmac('sha256', $rawBody, $secret), $signature)) {
            return true;
        }
    }
    return false;
}
