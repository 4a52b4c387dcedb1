<?php

require 'verify.php';

$rawBody = file_get_contents('php://input');
$headers = array_change_key_case(getallheaders());
if (!verifyStandard($rawBody, $headers, [getenv('WEBHOOK_SECRET')])) {
    http_response_code(401);
    exit;
}
http_response_code(204);
error_log($rawBody); // answer first, work later: put it into a queue
